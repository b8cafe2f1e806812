"""Values that the examples of the API's description show."""

SLOT_ID = "019ab2c4-7d10-7c3e-9a51-5d0f3b1c2e01"
BOOKING_ID = "019ab2c4-8f00-7a11-8f3c-1f2e3d4c5b6a"
POST_ID = "019ab2c4-1a2b-7c3d-8e4f-5a6b7c8d9e0f"
OFFER_ID = "019ab2c3-0011-7aaa-9bbb-0c0d0e0f1011"
CODE = "K7H4PX"
KEY = "AZqyxI8AehGPPB8uPUxbag.0S8PqGmT0aYc8c1Jd8mCw3C5w4J1Q0m1iY7v8mCeR0g"
PASS = "P1.AAAAAAAAAAcAAAAAAAAAKgAAAABpc2Nv.4fW6dTq0hYb1sPq3xk2Jdw"
