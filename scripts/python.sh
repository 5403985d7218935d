# Sourced by the commands beside it: sets $python to a Python that is new enough.
for python in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
    if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return 0
    fi
done
echo "django-carrot needs Python 3.11 or newer; install it, or name it in PYTHON" >&2
exit 1
