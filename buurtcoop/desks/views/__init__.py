"""The pages where a person starts, and the calendar that collects what a person has to mind."""
