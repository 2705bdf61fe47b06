"""What pages and desks ask about meetings and agendas."""
