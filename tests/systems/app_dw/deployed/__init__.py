"""What app_dw has to be where it is deployed, asked of the services: a module for each concern."""
