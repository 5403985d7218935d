from setuptools import setup

setup(
    name="carrot-waiting",
    version="1.0",
    py_modules=["carrot_waiting"],
    install_requires=["django-carrot"],
    entry_points={"carrot": ["waiting = carrot_waiting"]},
)
