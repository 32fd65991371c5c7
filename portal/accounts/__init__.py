"""Who works here: signing in with a second factor, sessions, invitations, and how often one may try."""
