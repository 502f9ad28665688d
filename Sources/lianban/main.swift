print("lianban")
