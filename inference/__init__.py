"""Reading the customer's voice: worker, models, tension logic, training."""
