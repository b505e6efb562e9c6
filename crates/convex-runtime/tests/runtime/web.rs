use crate::support::*;
use serde_json::json;

#[tokio::test]
async fn urls_parse_resolve_and_change() {
    let expression = "(() => {
      const url = new URL('../b?x=1&y=a%20b#top', 'https://user:pw@example.com:8080/a/c/');
      url.searchParams.append('z', 'é&');
      url.port = '9';
      url.pathname = '/new path';
      return [url.href, url.origin, url.searchParams.get('y'), url.hash, URL.canParse('nope'), String(new URLSearchParams({ a: '1 2', b: '~' })), JSON.stringify(new URL('http://h'))];
    })()";
    assert_eq!(
        eval(expression).await,
        json!([
            "https://user:pw@example.com:9/new%20path?x=1&y=a+b&z=%C3%A9%26#top",
            "https://example.com:9",
            "a b",
            "#top",
            false,
            "a=1+2&b=%7E",
            "\"http://h/\""
        ])
    );
}

#[tokio::test]
async fn text_encodes_and_decodes_also_in_pieces() {
    let expression = "(() => {
      const bytes = new TextEncoder().encode('aé€😀');
      const decoder = new TextDecoder();
      let text = '';
      for (const byte of bytes) text += decoder.decode(new Uint8Array([byte]), { stream: true });
      text += decoder.decode();
      let fatal = false;
      try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])); } catch (error) { fatal = error.name; }
      return [Array.from(bytes), text, new TextDecoder('latin1').decode(new Uint8Array([0xe9])), fatal, new TextDecoder().decode(new Uint8Array([0xff])), btoa('hé'), atob('aOk=')];
    })()";
    assert_eq!(
        eval(expression).await,
        json!([
            [97, 195, 169, 226, 130, 172, 240, 159, 152, 128],
            "aé€😀",
            "é",
            "TypeError",
            "\u{fffd}",
            "aOk=",
            "hé"
        ])
    );
}

#[tokio::test]
async fn digests_and_hmac_match_known_vectors() {
    let expression = "(async () => {
      const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
      const text = new TextEncoder().encode('abc');
      const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('Jefe'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
      const data = new TextEncoder().encode('what do ya want for nothing?');
      const tag = await crypto.subtle.sign('HMAC', key, data);
      return [hex(await crypto.subtle.digest('SHA-1', text)), hex(await crypto.subtle.digest({ name: 'SHA-256' }, text)), hex(tag), await crypto.subtle.verify('HMAC', key, tag, data), await crypto.subtle.verify('HMAC', key, tag, text)];
    })()";
    assert_eq!(
        eval(&format!("await {expression}")).await,
        json!([
            "a9993e364706816aba3e25717850c26c9cd0d89d",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            true,
            false
        ])
    );
}

const HEX: &str = "const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
      const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));";

/// The vectors of RFC 7914, and what is left to the code that asked.
#[tokio::test]
async fn scrypt_matches_known_vectors_and_leaves_the_rest_to_its_package() {
    let expression = format!(
        "(() => {{
      {HEX}
      const of = (...args) => {{
        const key = Convex.scrypt(...args);
        return key instanceof Uint8Array ? hex(key.buffer) : key === undefined ? 'theirs' : 'wrong';
      }};
      const small = {{ N: 16, r: 1, p: 1, dkLen: 64 }};
      return [
        of('', '', small),
        of('password', new TextEncoder().encode('NaCl'), {{ N: 1024, r: 8, p: 16, dkLen: 64 }}),
        of('', '', {{ ...small, N: 15 }}),
        of('', '', {{ ...small, N: 2 ** 21 }}),
        of('', '', {{ ...small, r: 0.5 }}),
        of('', '', {{ ...small, onProgress() {{}} }}),
        of('', '', {{ ...small, maxmem: 1000 }}),
        of([1], '', small),
        of('', ''),
      ];
    }})()"
    );
    let theirs = "theirs";
    assert_eq!(
        eval(&expression).await,
        json!([
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
            theirs,
            theirs,
            theirs,
            theirs,
            theirs,
            theirs,
            theirs
        ])
    );
}

/// The vectors of the specification of GCM (McGrew and Viega): test cases 2, 8, 14 and 16.
#[tokio::test]
async fn aes_gcm_matches_known_vectors_in_both_directions() {
    let zeros = |bytes: usize| "00".repeat(bytes);
    let plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    let sealed = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b";
    let cases = json!([
        [
            zeros(16),
            zeros(12),
            "",
            zeros(16),
            "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"
        ],
        [
            zeros(24),
            zeros(12),
            "",
            zeros(16),
            "98e7247c07f0fe411c267e4384b0f6002ff58d80033927ab8ef4d4587514f0fb"
        ],
        [
            zeros(32),
            zeros(12),
            "",
            zeros(16),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ],
        [
            "feffe9928665731c6d6a8f9467308308".repeat(2),
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            plain,
            sealed
        ],
    ]);
    let expression = format!("await (async () => {{ {HEX}
      const results = [];
      for (const [key, iv, additional, plain, sealed] of {cases}) {{
        const imported = await crypto.subtle.importKey('raw', bytes(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
        const algorithm = {{ name: 'AES-GCM', iv: bytes(iv), additionalData: bytes(additional) }};
        const encrypted = hex(await crypto.subtle.encrypt(algorithm, imported, bytes(plain)));
        const decrypted = hex(await crypto.subtle.decrypt(algorithm, imported, bytes(sealed)));
        results.push([encrypted === sealed, decrypted === plain, imported.algorithm.length]);
      }}
      return results;
    }})()");
    assert_eq!(
        eval(&expression).await,
        json!([
            [true, true, 128],
            [true, true, 192],
            [true, true, 256],
            [true, true, 256]
        ])
    );
}

#[tokio::test]
async fn aes_gcm_refuses_as_the_standard_says() {
    let expression = format!("await (async () => {{ {HEX}
      const {{ subtle }} = crypto;
      const key = (usages, length = 16) => subtle.importKey('raw', new Uint8Array(length), {{ name: 'AES-GCM' }}, false, usages);
      const both = await key(['encrypt', 'decrypt']);
      const onlySeals = await key(['encrypt']);
      const iv = new Uint8Array(12);
      const text = new Uint8Array(5);
      const sealed = new Uint8Array(await subtle.encrypt({{ name: 'AES-GCM', iv }}, both, text));
      const open = (more, data = sealed, by = both) => subtle.decrypt({{ name: 'AES-GCM', iv, ...more }}, by, data);
      const changed = sealed.slice();
      changed[0] ^= 1;
      const attempts = {{
        length: () => key(['encrypt'], 17),
        usage: () => key(['sign']),
        noUsage: () => key([]),
        notPermitted: () => open({{}}, sealed, onlySeals),
        changed: () => open({{}}, changed),
        short: () => open({{}}, sealed.slice(0, 7)),
        otherNonce: () => open({{ iv: new Uint8Array(12).fill(1) }}),
        otherAdditionalData: () => open({{ additionalData: text }}),
        impossibleTag: () => open({{ tagLength: 7 }}),
        shortTag: () => open({{ tagLength: 96 }}),
        longNonce: () => open({{ iv: new Uint8Array(16) }}),
        otherAlgorithm: () => subtle.sign('HMAC', both, text),
        export: () => subtle.exportKey('raw', both),
      }};
      const names = {{}};
      for (const [name, attempt] of Object.entries(attempts)) names[name] = await attempt().then(() => 'done', (error) => error.name);
      return names;
    }})()");
    assert_eq!(
        eval(&expression).await,
        json!({
            "length": "DataError",
            "usage": "SyntaxError",
            "noUsage": "SyntaxError",
            "notPermitted": "InvalidAccessError",
            "changed": "OperationError",
            "short": "OperationError",
            "otherNonce": "OperationError",
            "otherAdditionalData": "OperationError",
            "impossibleTag": "OperationError",
            "shortTag": "NotSupportedError",
            "longNonce": "NotSupportedError",
            "otherAlgorithm": "InvalidAccessError",
            "export": "InvalidAccessError",
        })
    );
}

#[tokio::test]
async fn streams_pipe_tee_and_cancel() {
    let expression = "await (async () => {
      const read = async (stream) => { const out = []; for await (const chunk of stream) out.push(chunk); return out; };
      const [left, right] = ReadableStream.from(['a', 'b', 'c']).tee();
      const upper = new TransformStream({ transform: (chunk, c) => c.enqueue(chunk.toUpperCase()), flush: (c) => c.enqueue('!') });
      const written = [];
      let closed = false;
      await right.pipeTo(new WritableStream({ write: (chunk) => void written.push(chunk), close: () => { closed = true; } }));
      let cancelled;
      const endless = new ReadableStream({ pull: (c) => c.enqueue(1), cancel: (reason) => { cancelled = reason; } });
      await endless.cancel('enough');
      const broken = new ReadableStream({ pull() { throw new Error('broken'); } });
      const failed = await read(broken.pipeThrough(new TransformStream())).catch((error) => error.message);
      const text = await new Response(ReadableStream.from(['x', 'y']).pipeThrough(new TextEncoderStream())).text();
      return [await read(left.pipeThrough(upper)), written, closed, cancelled, failed, text];
    })()";
    assert_eq!(
        eval(expression).await,
        json!([
            ["A", "B", "C", "!"],
            ["a", "b", "c"],
            true,
            "enough",
            "broken",
            "xy"
        ])
    );
}

#[tokio::test]
async fn a_transform_may_make_nothing_or_much_of_a_chunk_and_end_early() {
    let expression = "await (async () => {
      const read = async (stream) => { const out = []; for await (const chunk of stream) out.push(chunk); return out; };
      const through = (transform) => read(ReadableStream.from([1, 2, 3, 4, 5]).pipeThrough(new TransformStream({ transform })));
      const even = await through((chunk, c) => { if (chunk % 2 === 0) c.enqueue(chunk); });
      const twice = await through((chunk, c) => { c.enqueue(chunk); c.enqueue(chunk); });
      const early = await through((chunk, c) => { c.enqueue(chunk); if (chunk === 3) c.terminate(); });
      const waiting = new TransformStream();
      const writer = waiting.writable.getWriter();
      let isTaken = false;
      const taking = writer.write('a').then(() => { isTaken = true; });
      for (let turn = 0; turn < 100; turn++) await null;
      const tookUnasked = isTaken;
      const { value } = await waiting.readable.getReader().read();
      await taking;
      const [left, right] = ReadableStream.from([1, 2, 3]).tee().map((branch) => branch.getReader());
      const reads = await Promise.all([left.read(), left.read(), right.read(), right.read(), right.read()]);
      return { even, twice, early, tookUnasked, value, reads: reads.map(({ value }) => value) };
    })()";
    assert_eq!(
        eval(expression).await,
        json!({
            "even": [2, 4],
            "twice": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
            "early": [1, 2, 3],
            "tookUnasked": false,
            "value": "a",
            "reads": [1, 2, 1, 2, 3],
        })
    );
}

#[tokio::test]
async fn requests_responses_blobs_and_forms_hold_their_bodies() {
    let expression = "await (async () => {
      const response = Response.json({ a: 1 }, { status: 201, headers: { 'X-A': 'b' } });
      const copy = response.clone();
      const request = new Request('https://h/p', { method: 'POST', body: new URLSearchParams({ q: '1 2' }) });
      const blob = new Blob(['ab', new Uint8Array([99])], { type: 'Text/Plain' });
      const form = await new Request('https://h/', { method: 'POST', body: 'a=1&b=x+y', headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData();
      const used = await response.json();
      const again = await response.text().catch((error) => error.name);
      const headers = new Headers([['b', '2'], ['a', '1'], ['B', '3']]);
      return {
        response: [used, response.status, response.headers.get('content-type'), response.headers.get('x-a'), response.bodyUsed, again, await copy.text()],
        request: [await request.text(), request.headers.get('content-type'), request.method],
        blob: [blob.size, blob.type, await blob.slice(1).text()],
        form: [...form],
        headers: [...headers],
      };
    })()";
    let result = eval(expression).await;
    assert_eq!(
        result["response"],
        json!([{"a": 1}, 201, "application/json", "b", true, "TypeError", "{\"a\":1}"])
    );
    assert_eq!(
        result["request"],
        json!([
            "q=1+2",
            "application/x-www-form-urlencoded;charset=UTF-8",
            "POST"
        ])
    );
    assert_eq!(result["blob"], json!([3, "text/plain", "bc"]));
    assert_eq!(result["form"], json!([["a", "1"], ["b", "x y"]]));
    assert_eq!(result["headers"], json!([["a", "1"], ["b", "2, 3"]]));
}

#[tokio::test]
async fn structured_clone_copies_deeply_and_keeps_cycles() {
    let expression = "(() => {
      const value = { date: new Date(5), map: new Map([[1, { a: 1 }]]), set: new Set(['x']), bytes: new Uint8Array([1, 2]) };
      value.self = value;
      const copy = structuredClone(value);
      let error;
      try { structuredClone(() => 1); } catch (thrown) { error = thrown.name; }
      return [copy !== value, copy.self === copy, copy.date.getTime(), copy.map.get(1).a, copy.map.get(1) !== value.map.get(1), [...copy.set], Array.from(copy.bytes), copy.bytes.buffer !== value.bytes.buffer, error];
    })()";
    assert_eq!(
        eval(expression).await,
        json!([
            true,
            true,
            5,
            1,
            true,
            ["x"],
            [1, 2],
            true,
            "DataCloneError"
        ])
    );
}

#[tokio::test]
async fn events_and_abort_signals_reach_their_listeners() {
    let expression = "(() => {
      const seen = [];
      const target = new EventTarget();
      target.addEventListener('a', (event) => seen.push(event.detail), { once: true });
      target.dispatchEvent(new CustomEvent('a', { detail: 1 }));
      target.dispatchEvent(new CustomEvent('a', { detail: 2 }));
      const controller = new AbortController();
      const any = AbortSignal.any([controller.signal]);
      any.onabort = () => seen.push('any');
      controller.signal.addEventListener('abort', () => seen.push('abort'));
      controller.abort();
      controller.abort();
      return [...seen, any.aborted, controller.signal.reason.name];
    })()";
    assert_eq!(
        eval(expression).await,
        json!([1, "any", "abort", true, "AbortError"])
    );
}
