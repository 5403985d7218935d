"""The monitor's forms. Only this room knows django-jsonform."""
