#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported is what somebody else can read: the archive verifies, the spans are spans, the page is a page.

The page is opened in a real browser, from a session whose every string attacks it; a proxy counts what it asks for.

test-export.py EXPORT-SESSION TRAIL-COMMAND
"""

import base64
import glob
import hashlib
import json
import os
import pty
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading

import browser

SESSION, COMMAND = map(os.path.abspath, sys.argv[1:3])
FIELDS = ['task', 'agent', 'sandbox', 'said', 'thought', 'tool_use_id', 'name', 'input', 'invalid', 'finding',
          'verdict', 'slack', 'reason', 'decided-name', 'decided-input', 'sent-name', 'sent-input', 'event', 'state',
          'told', 'typed', 'instruction', 'slack-setting', 'control', 'human-input', 'host', 'problem', 'note',
          'unknown-kind', 'close-reason']
# What a sentence or a badge has room for is shortened in the middle: its end is not there.
SHORT = {'sandbox', 'agent', 'verdict', 'state', 'slack-setting', 'control', 'human-input', 'host', 'unknown-kind',
         'close-reason'}
RIGHT, LEFT, HOME, END = '\ue014', '\ue012', '\ue011', '\ue010'

folder = tempfile.mkdtemp(prefix='belay-export-')
os.environ['XDG_DATA_HOME'] = os.path.join(folder, 'data')       # where the key of the records is
number = 0


def report(good, name, detail=''):
    global number
    number += 1
    print('%sok %d - %s' % ('' if good else 'not ', number, name), flush=True)
    if not good:
        print('# ' + str(detail).replace('\n', '\n# ')[:4000], flush=True)
        report.failed = True


report.failed = False


def check(name):
    def decorate(function):
        try:
            function()
        except Exception as error:      # a test that cannot run has failed
            report(False, name, '%s: %s' % (type(error).__name__, error))
        else:
            report(True, name)
        return function
    return decorate


def run(*arguments, status=0, **options):
    done = subprocess.run(arguments, capture_output=True, text=True, **options)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout


def make(*arguments):
    root = tempfile.mkdtemp(dir=folder)
    return run(SESSION, root, *arguments).strip()


def export(directory, name, *arguments, status=0):
    path = os.path.join(folder, name)
    run(COMMAND, 'trail', 'export', directory, '-o', path, *arguments, status=status)
    return path


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def verify(directory):
    done = subprocess.run([COMMAND, 'trail', 'verify', directory], capture_output=True, text=True)
    return done.returncode, done.stdout


def drain(terminal):
    """What is left to read of a terminal nobody writes to any more."""
    text = b''
    try:
        while True:
            piece = os.read(terminal, 4096)
            if not piece:
                break
            text += piece
    except OSError:
        pass
    os.close(terminal)
    return text.decode(errors='replace')


def tamper(directory):
    path = os.path.join(directory, 'log.0001.jsonl')
    text = read(path)
    assert 'Book a table' in text
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace('Book a table', 'Sell a table'))


def last_hash(directory):
    line = b''
    for name in sorted(glob.glob(os.path.join(directory, 'log.*.jsonl'))):
        with open(name, 'rb') as file:
            lines = file.read().split(b'\n')[:-1]
            line = lines[-1] + b'\n' if lines else line
    return hashlib.sha256(line).hexdigest()


ordinary = make('ordinary', '7')
hostile = make('hostile')


# The archive

@check('the copy in an archive has the same verdict, and the way to it without Belay works')
def _():
    archive = export(ordinary, 'a.tar', '--format', 'tar')
    place = tempfile.mkdtemp(dir=folder)
    run('tar', '-xf', archive, '-C', place)
    name = os.path.basename(ordinary)
    copy = os.path.join(place, 'belay-' + name, name)
    assert verify(copy) == verify(ordinary), (verify(copy), verify(ordinary))
    text = read(os.path.join(place, 'belay-' + name, 'VERIFY.txt'))
    assert text.startswith('UNSEALED') or text.startswith('SEALED'), text
    assert '{{' not in text
    script = re.search(r'^ +(cd .*?)\n +END$', text, re.S | re.M)[0]
    script = '\n'.join(line[6:] for line in script.split('\n'))
    done = run('sh', '-c', script, cwd=os.path.join(place, 'belay-' + name))
    count, head = done.split()
    assert head == last_hash(ordinary) and head in text, (done, text)
    assert re.search(r'Records\s+%s\n' % count, text)
    assert read(os.path.join(place, 'belay-' + name, 'trail-format.md')).startswith('# The trail')
    tamper(copy)
    assert verify(copy)[0] == 1


@check('an archive holds the evidence, is of nobody, and is the same bytes each time')
def _():
    first = export(ordinary, 'b.tar')
    second = export(ordinary, 'c.tar')
    with open(first, 'rb') as one, open(second, 'rb') as two:
        assert one.read() == two.read()
    lines = run('tar', '--numeric-owner', '-tvf', first).splitlines()
    names = [line.split()[-1] for line in lines]
    assert all(line.split()[1] == '0/0' for line in lines), lines
    inside = [name for name in names if os.path.basename(ordinary) + '/' in name.partition('/')[2]]
    assert inside == sorted(inside)
    assert any(name.endswith('.png') for name in names) and any(name.endswith('/checkpoints') for name in names)
    assert not any(name.endswith('/lock') or name.endswith('/reserve') for name in names)
    there = {os.path.relpath(os.path.join(top, name), ordinary) for top, _, files in os.walk(ordinary) for name in files}
    assert there - {'lock', 'reserve'} == {name.split('/', 2)[2] for name in inside if not name.endswith('/')}


@check('a broken session says so first, in each format')
def _():
    broken = make('ordinary', '3')
    tamper(broken)
    page = read(export(broken, 'broken.html'))
    assert '<title>BROKEN' in page and '<h2>BROKEN</h2>' in page
    assert page.index('<h2>BROKEN</h2>') < page.index('<main>')
    spans = json.loads(read(export(broken, 'broken.json')))
    first = spans['resourceSpans'][0]['resource']['attributes'][0]
    assert first == {'key': 'belay.trail.verdict', 'value': {'stringValue': 'BROKEN'}}, first
    archive = export(broken, 'broken.tar')
    text = run('tar', '-xOf', archive, 'belay-%s/VERIFY.txt' % os.path.basename(broken))
    assert text.startswith('BROKEN')


# OpenTelemetry

VALUES = {'stringValue': str, 'boolValue': bool, 'intValue': str, 'doubleValue': (int, float), 'arrayValue': dict}


def attributes_of(thing):
    result = {}
    for attribute in thing.get('attributes', []):
        assert set(attribute) == {'key', 'value'} and len(attribute['value']) == 1, attribute
        (kind, value), = attribute['value'].items()
        assert isinstance(value, VALUES[kind]), attribute
        if kind == 'intValue':
            value = int(value)
        if kind == 'arrayValue':
            value = [element['stringValue'] for element in value['values']]
        assert attribute['key'] not in result, attribute
        result[attribute['key']] = value
    return result


def spans_of(path):
    request = json.loads(read(path))
    assert list(request) == ['resourceSpans'] and len(request['resourceSpans']) == 1
    resource = request['resourceSpans'][0]
    assert set(resource) == {'resource', 'scopeSpans', 'schemaUrl'}
    assert attributes_of(resource['resource'])['service.name'] == 'belay'
    scope, = resource['scopeSpans']
    assert set(scope) == {'scope', 'spans', 'schemaUrl'} and scope['scope']['name'] == 'belay'
    spans = scope['spans']
    ids = [span['spanId'] for span in spans]
    assert len(set(ids)) == len(ids) and len({span['traceId'] for span in spans}) == 1
    for span in spans:
        assert re.fullmatch('[0-9a-f]{32}', span['traceId']) and re.fullmatch('[0-9a-f]{16}', span['spanId'])
        assert span['kind'] in (1, 3) and isinstance(span['name'], str)
        assert int(span['startTimeUnixNano']) <= int(span['endTimeUnixNano'])
        assert isinstance(span['startTimeUnixNano'], str)
        assert span.get('parentSpanId') in ids or 'parentSpanId' not in span
        assert span['status'].get('code') in (None, 2)
        span['a'] = attributes_of(span)
        assert ('error.type' in span['a']) == (span['status'].get('code') == 2), span
        for event in span.get('events', []):
            assert isinstance(event['timeUnixNano'], str) and isinstance(event['name'], str)
            attributes_of(event)
    return spans


def by_operation(spans, operation):
    return [span for span in spans if span['a']['gen_ai.operation.name'] == operation]


@check('spans are a session, in it the questions, in those the steps')
def _():
    spans = spans_of(export(ordinary, 'a.json', '--format', 'otlp'))
    agent, = by_operation(spans, 'invoke_agent')
    chats = by_operation(spans, 'chat')
    tools = by_operation(spans, 'execute_tool')
    assert len(chats) == 8 and len(tools) == 7 and len(spans) == 16
    assert 'parentSpanId' not in agent and agent['name'] == 'invoke_agent belay'
    assert all(chat['parentSpanId'] == agent['spanId'] and chat['kind'] == 3 for chat in chats)
    assert {tool['parentSpanId'] for tool in tools} == {chat['spanId'] for chat in chats[:7]}
    a = chats[0]['a']
    assert a['gen_ai.provider.name'] == 'anthropic' and a['gen_ai.request.model'] == 'claude-test-1'
    assert a['gen_ai.usage.input_tokens'] == 2134 and a['gen_ai.usage.cache_read.input_tokens'] == 2000
    assert a['gen_ai.usage.output_tokens'] == 50 and a['gen_ai.response.finish_reasons'] == ['tool_use']
    assert agent['a']['gen_ai.usage.output_tokens'] == 350 and abs(agent['a']['belay.cost.usd'] - 0.0294) < 1e-9
    assert chats[7]['a']['error.type'] == 'unanswered'
    events = {event['name'] for event in agent['events']}
    assert {'belay.task', 'belay.person.control', 'belay.net.refused', 'belay.interrupt'} <= events, events


@check('what became of a step is in its status and its decision')
def _():
    tools = by_operation(spans_of(export(ordinary, 'b.json')), 'execute_tool')
    known = {tool['a']['belay.step']: tool['a'] for tool in tools}
    found = [known[i].get('error.type') for i in range(1, 8)]
    assert found == ['failed', None, 'rejected', None, 'unknown', None, 'failed'], found
    assert known[2]['belay.decision.verdict'] == 'edit' and known[4]['belay.decision.verdict'] == 'skip'
    assert known[1]['belay.decision.visible_ms'] == 1840 and known[1]['gen_ai.tool.call.id'] == 'toolu_1'
    assert known[1]['gen_ai.tool.name'] == 'type' and known[1]['belay.picture.after']


@check('what was said and typed is there only when it is asked for, and ids are always the same')
def _():
    without = read(export(ordinary, 'c.json'))
    with_all = read(export(ordinary, 'd.json', '--contents'))
    words = ['SECRET-SAID', 'SECRET-TYPED', 'SECRET-THOUGHT', 'SECRET-TOLD', 'SECRET-REASON', 'Book a table']
    assert not [word for word in words if word in without]
    assert not [word for word in words if word not in with_all]
    spans = spans_of(os.path.join(folder, 'd.json'))
    assert [span['spanId'] for span in spans] == [span['spanId'] for span in spans_of(os.path.join(folder, 'c.json'))]
    chat = by_operation(spans, 'chat')[0]['a']
    output = json.loads(chat['gen_ai.output.messages'])
    assert output[0]['role'] == 'assistant'
    assert [part['type'] for part in output[0]['parts']] == ['reasoning', 'text', 'tool_call']
    assert output[0]['parts'][2]['arguments'] == {'coordinate': [1.5, 2]}
    assert json.loads(chat['gen_ai.input.messages'])[0]['parts'][0] == {'type': 'text', 'content': 'SECRET-SAID'}
    tool = by_operation(spans, 'execute_tool')[0]['a']
    assert json.loads(tool['gen_ai.tool.call.arguments']) == {'text': 'SECRET-TYPED\n'}


@check('hostile strings leave the spans well-formed')
def _():
    spans_of(export(hostile, 'e.json', '--contents'))
    tools = by_operation(spans_of(export(hostile, 'f.json')), 'execute_tool')
    assert tools[0]['a']['error.type'] == '_OTHER'


# The command

@check('the command says what is wrong, and writes nothing then')
def _():
    target = os.path.join(folder, 'no.html')
    run(COMMAND, 'trail', 'export', ordinary, '-o', target, '--format', 'pdf', status=2)
    run(COMMAND, 'trail', 'export', ordinary, '-o', target, '--contents', status=2)
    run(COMMAND, 'trail', 'export', os.path.join(folder, 'nowhere'), '-o', target, status=2)
    run(COMMAND, 'trail', 'export', ordinary, '-o', folder, status=2)
    run(COMMAND, 'trail', 'export', ordinary, '-o', '/dev/null', status=2)
    assert os.path.exists('/dev/null') and not os.path.exists(target)
    assert not [name for name in os.listdir(folder) if name.startswith('.belay-export')]
    place = tempfile.mkdtemp(dir=folder)
    run(COMMAND, 'trail', 'export', ordinary, cwd=place)
    assert re.fullmatch(r'belay-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.html', os.listdir(place)[0]), os.listdir(place)


@check('on a terminal it shows how far it is, and Ctrl+C leaves nothing')
def _():
    long = make('ordinary', '600')
    place = tempfile.mkdtemp(dir=folder)
    target = os.path.join(place, 'long.html')
    outcomes = []
    for _ in range(20):
        terminal, inner = pty.openpty()
        command = subprocess.Popen([COMMAND, 'trail', 'export', long, '-o', target], stdout=subprocess.PIPE,
                                   stderr=inner, text=True)
        os.close(inner)
        # Once the bar is there, signals are taken. An export may have ended even so: then once more.
        seen = os.read(terminal, 10).decode(errors='replace')
        command.send_signal(signal.SIGINT)
        out = command.communicate(timeout=60)[0]
        seen += drain(terminal)
        outcomes.append(command.returncode)
        if command.returncode == 130:
            assert os.listdir(place) == [] and out == '' and 'Cancelled; nothing was written.' in seen, (out, seen)
        else:
            assert command.returncode == 0 and os.listdir(place) == ['long.html'] and out.strip() == target, (out, seen)
            os.unlink(target)
        assert '%' in seen and '\033[K' in seen, seen
        if 130 in outcomes:
            break
    assert 130 in outcomes, outcomes


# The page

class Proxy(socketserver.ThreadingTCPServer):
    """Takes every request the browser makes, answers none, and remembers the first line."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        self.lines = []
        super().__init__(('127.0.0.1', 0), self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.server.lines.append(self.rfile.readline().decode(errors='replace'))

    def asked_for(self, name):
        return [line for line in self.lines if name in line]


def wait_until(window, script, seconds=20):
    """The browser waits, not this program."""
    return window.command('POST', '/execute/async', {'args': [], 'script': '''
      const done = arguments[arguments.length - 1], end = performance.now() + %d;
      const look = () => { const value = (() => { %s })();
        if (value || performance.now() > end) done(value); else requestAnimationFrame(look); };
      look();''' % (seconds * 1000, script)})


PICTURE_SHOWN = '''const image = document.querySelector('#frame image');
return image !== null && image.getAttribute('href').startsWith('data:image/png;base64,');'''
COUNT_FOREIGN = '''return [window.hit === undefined, document.scripts.length, document.styleSheets.length,
document.querySelectorAll('iframe,object,embed,form,base,link,img,textarea,[onload],[onerror]').length,
document.querySelectorAll('[style]:not(.shot):not(html)').length,
document.querySelectorAll('a:not([href^="#"])').length, document.querySelectorAll('meta[http-equiv]').length];'''


def look_at(programs):
    proxy = Proxy()
    window = browser.Browser(programs, ['--proxy-server=http://127.0.0.1:%d' % proxy.server_address[1],
                                        '--proxy-bypass-list=<-loopback>'])
    pages = {'hostile': export(hostile, 'hostile.html'), 'ordinary': export(ordinary, 'ordinary.html')}

    try:
        check_control(window, proxy)
        check_hostile(window, proxy, pages['hostile'])
        check_scrubber(window, pages['ordinary'])
        check_widths(window, pages)
        check_without_script(window, pages)
        check_printing(window, pages['ordinary'])
    finally:
        window.close()
        proxy.shutdown()
        proxy.server_close()


def check_control(window, proxy):
    @check('a page without defences is caught by this test')
    def _():
        path = os.path.join(folder, 'control.html')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('<title>x</title><img src="http://belay-hostile.test/control" onerror="window.hit=1">')
        window.open(path)
        assert wait_until(window, 'return window.hit === 1;')
        assert proxy.asked_for('belay-hostile.test/control'), proxy.lines
        proxy.lines.clear()
        window.log()                    # reading empties it


def check_hostile(window, proxy, path):
    @check('no script, style or request of theirs gets out of their text')
    def _():
        window.open(path)
        assert wait_until(window, PICTURE_SHOWN)
        for _ in range(25):
            window.press(RIGHT)
        assert window.run(COUNT_FOREIGN) == [True, 1, 1, 0, 0, 0, 1], window.run(COUNT_FOREIGN)
        assert window.run('return document.title').startswith('[[task]]</script>')
        assert not proxy.asked_for('belay-hostile'), proxy.lines
        log = window.log()
        assert log == [], log

    @check('what they wrote is there to be read, and nothing in it is hidden')
    def _():
        text = window.run('return document.body.textContent')
        labels = window.run('return Array.from(document.querySelectorAll("[aria-label],[title]"), '
                            'e => e.ariaLabel + e.title)')
        missing = [field for field in FIELDS if '[[%s]]</script><script>' % field not in text]
        assert not missing, missing
        keys = window.run('return document.querySelector(".keys").textContent')
        assert keys.startswith('[[typed]]</script><script>') and keys.endswith('{{typed}}'), keys
        missing = [field for field in FIELDS if field not in SHORT and field != 'typed' and 'line {{%s}}' % field not in text and
                   'line\nline ␍⇥tab {{%s}}' % field not in text and 'tab {{%s}}' % field not in text]
        assert not missing, missing
        assert r'\u{202E}desrever\u{202C}' in text and '␛[2J' in text and r'\u{200B}' in text and r'\u{E0041}' in text
        hidden = re.compile('[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]')
        assert not hidden.search(text), hidden.search(text)
        assert not [label for label in labels if hidden.search(label)]
        assert '{{script}}' in text


CURRENT = 'return Number(document.getElementById("position").value)'


def check_scrubber(window, path):
    @check('the scrubber goes through the moments, by keys and by hand')
    def _():
        window.look_like(1400, 900)
        window.open(path)
        assert wait_until(window, PICTURE_SHOWN)
        last = window.run('return document.querySelectorAll(".moment").length') - 1
        assert last > 14 and window.run('return getComputedStyle(document.querySelector("main")).display') == 'grid'
        window.press(END)
        assert window.run(CURRENT) == last
        assert window.run('return document.getElementById("next").disabled')
        window.press(HOME)
        assert window.run(CURRENT) == 0
        window.press(RIGHT, RIGHT, LEFT)
        assert window.run(CURRENT) == 1
        assert 'Book a table' in window.run('return document.getElementById("position").getAttribute("aria-valuetext")')
        window.run('document.querySelector(".moment.said .sentence").click()')
        assert window.run('return document.querySelector(".moment.current").classList.contains("said")')
        window.run('document.querySelector(".moment.step").click()')
        assert window.run('return document.querySelector(".moment.current").classList.contains("step")')

    @check('before and after are two pictures, the action drawn on the one')
    def _():
        window.run('location.hash = document.querySelectorAll(".moment.step")[5].id')
        assert wait_until(window, 'return document.querySelector("#frame .mark .halo") !== null')
        before = window.run('return document.querySelector("#frame image").getAttribute("href")')
        window.press('b')
        assert wait_until(window, 'return document.querySelector("#frame .mark") === null')
        after = window.run('return document.querySelector("#frame image").getAttribute("href")')
        assert before != after and window.run('return document.getElementById("after").ariaPressed') == 'true'
        window.press('b')

    @check('each picture is in the page once, and it is the picture of the record')
    def _():
        page = read(path)
        pictures = re.findall(r'data:image/png;base64,([A-Za-z0-9+/=]+)"', page)
        hashes = {hashlib.sha256(base64.b64decode(picture)).hexdigest() for picture in pictures}
        assert len(pictures) == len(hashes) == 8
        kept = {os.path.basename(name)[:-4] for name in glob.glob(os.path.join(ordinary, 'blobs', '*', '*'))}
        assert hashes == kept


def check_widths(window, pages):
    @check('it fits the windows there are, light and dark')
    def _():
        for name, path in pages.items():
            for width, dark in ((320, False), (390, True), (768, True), (1400, False)):
                window.look_like(width, 800, dark)
                window.open(path)
                assert wait_until(window, PICTURE_SHOWN)
                wide = window.run('return document.documentElement.scrollWidth')
                assert wide <= width, (name, width, wide)
                colour = window.run('return getComputedStyle(document.documentElement).backgroundColor')
                assert colour == ('rgb(28, 28, 31)' if dark else 'rgb(246, 245, 244)'), colour


def nodes(window, selector):
    root = window.cdp('DOM.getDocument')['root']['nodeId']
    return len(window.cdp('DOM.querySelectorAll', nodeId=root, selector=selector)['nodeIds'])


def check_without_script(window, pages):
    @check('without its script it is a list with all its pictures')
    def _():
        window.look_like(1000, 800)
        window.cdp('Emulation.setScriptExecutionDisabled', value=True)
        try:
            window.open(pages['ordinary'])
            assert nodes(window, '.store image') == 8 and nodes(window, '.moment.step .shot use') == 14
            assert nodes(window, '#stage[hidden]') == 1 and nodes(window, '.moment.step .mark') > 4
            window.open(pages['hostile'])
            assert nodes(window, 'script') == 1 and nodes(window, 'style') == 1
            assert nodes(window, 'iframe, img, base, form, link') == 0
        finally:
            window.cdp('Emulation.setScriptExecutionDisabled', value=False)


def check_printing(window, path):
    @check('it prints with its pictures')
    def _():
        window.open(path)
        assert wait_until(window, PICTURE_SHOWN)
        printed = window.cdp('Page.printToPDF', printBackground=True)['data']
        assert len(printed) > 20000
        assert window.run('return document.querySelectorAll("#moments .shot image").length') == 14


try:
    found = browser.find_programs()
    if found is None:
        report(True, 'the page in a browser # SKIP chromium and chromedriver are not installed')
    else:
        look_at(found)
finally:
    shutil.rmtree(folder, ignore_errors=True)
print('1..%d' % number)
sys.exit(1 if report.failed else 0)
