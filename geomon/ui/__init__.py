"""The pages: functions that ask the service and lay out widgets; the only user of Streamlit."""
