"""The plugins that come with django-carrot, each written as a third party would write it."""
