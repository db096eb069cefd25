"""Knowing the customer: numbers, contacts, the lookup in the company's systems, the CRM."""
