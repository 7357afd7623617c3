"""Static pages, menus, banners and the site's own settings: the frame of every page."""
