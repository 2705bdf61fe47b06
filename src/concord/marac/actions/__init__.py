"""What people do with meetings and agendas."""
