import os, signal, threading
LOOPBACK="127.0.0.1"
def end_with_parent():
    def wait():
        while os.read(0,1): pass
        os.killpg(0, signal.SIGKILL)
    threading.Thread(target=wait,daemon=True).start()
