"""The pages of the rota: the week, one shift, planning, the own agenda, and a service's page."""
