"""`concord run`: database, web server and worker under one supervisor."""
