# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium to look at a page with, by WebDriver (W3C) over the standard library alone."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request

FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
         '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-default-apps',
         '--disable-extensions', '--hide-scrollbars']


def find_programs():
    """The browser and its driver, or None."""
    browser = shutil.which('chromium') or shutil.which('chromium-browser')
    driver = shutil.which('chromedriver')
    return (browser, driver) if browser and driver else None


class Browser:
    def __init__(self, programs, flags=(), log=None):
        browser, driver = programs
        self.folder = tempfile.mkdtemp(prefix='belay-browser-')
        environment = dict(os.environ, HOME=self.folder, XDG_CONFIG_HOME=self.folder, XDG_CACHE_HOME=self.folder)
        self.driver = subprocess.Popen([driver, '--port=0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       env=environment, start_new_session=True)
        self.session = None
        try:
            self.root = self.find_root()
            arguments = FLAGS + list(flags) + ['--user-data-dir=' + os.path.join(self.folder, 'profile')]
            if log is not None:
                arguments.append('--log-net-log=' + log)
            answer = self.call('POST', '/session', {'capabilities': {'alwaysMatch': {
                'goog:chromeOptions': {'binary': browser, 'args': arguments},
                'goog:loggingPrefs': {'browser': 'ALL'}}}})
            self.session = answer['sessionId']
        except BaseException:
            self.close()
            raise

    def find_root(self):
        for line in self.driver.stdout:
            match = re.search(r'started successfully on port (\d+)', line)
            if match:
                return 'http://127.0.0.1:' + match[1]
        raise RuntimeError('chromedriver did not start')

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={'Content-Type': 'application/json'})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode(errors='replace')[:2000]) from error

    def command(self, method, path, body=None):
        return self.call(method, '/session/' + self.session + path, body)

    def open(self, path):
        self.command('POST', '/url', {'url': 'file://' + path})

    def run(self, script, *arguments):
        return self.command('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def cdp(self, command, **parameters):
        return self.command('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})

    def press(self, *keys):
        actions = []
        for key in keys:
            actions += [{'type': 'keyDown', 'value': key}, {'type': 'keyUp', 'value': key}]
        self.command('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keys', 'actions': actions}]})

    def log(self):
        return self.command('POST', '/se/log', {'type': 'browser'})

    def look_like(self, width, height, dark=False, mobile=False, reduced=True):
        self.cdp('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.cdp('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'},
            {'name': 'prefers-reduced-motion', 'value': 'reduce' if reduced else 'no-preference'}])

    def picture(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self.command('GET', '/screenshot')))

    def close(self):
        try:
            if self.session is not None:
                self.command('DELETE', '')
        except (OSError, RuntimeError):
            pass
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
