"""The forms of the rota: promises, planning, and acting for others."""
