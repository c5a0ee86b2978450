// Buffers, JSON, maps, regular expressions, crypto, zlib, streams, child processes, worker_threads.
// version: echo node $(node --version)
// needs: node
// packages: nodejs
// in make test
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const zlib = require('zlib');
const { execFileSync } = require('child_process');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

const digest = (value) =>
  crypto.createHash('sha256').update(Buffer.isBuffer(value) ? value : JSON.stringify(value)).digest('hex').slice(0, 16);

function generator(seed) {
  let x = seed;
  return (n) => (x = (Math.imul(x, 1103515245) + 12345) >>> 0) % n;
}

function work(seed, rounds) {
  const rnd = generator(seed);
  const kept = new Map();
  for (let i = 0; i < rounds; i++) {
    const buffer = Buffer.alloc(rnd(20000), i & 255);
    kept.set(rnd(200), buffer);
    if (i % 50 === 0) {
      const packed = zlib.deflateSync(buffer, { level: 1 + (i % 9) });
      if (zlib.inflateSync(packed).compare(buffer) !== 0) throw new Error('zlib');
    }
  }
  return digest([...kept].sort((a, b) => a[0] - b[0]).map(([k, b]) => [k, digest(b)]));
}

async function main() {
  fs.writeFileSync(process.env.MAPS + '/node', fs.readFileSync('/proc/self/maps'));
  const rnd = generator(1);

  const rows = Array.from({ length: 100000 }, (_, id) => ({ id, name: 'n' + rnd(9999), tags: [rnd(9), rnd(9)] }));
  const text = JSON.stringify(rows);
  console.log('json', digest(JSON.parse(text)), text.length);
  rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : b.id - a.id));
  console.log('sort', digest(rows.map((r) => r.id)));
  console.log('regexp', digest(text.replace(/"n(\d+)"/g, (_, n) => `<${n}>`)), (text.match(/\[1,\d\]/g) || []).length);

  let grown = Buffer.alloc(0);
  for (let i = 0; i < 2000; i++) grown = Buffer.concat([grown, Buffer.from('piece ' + i)]);
  console.log('buffers', digest(grown), work(7, 20000));

  const data = Buffer.from(text);
  for (const [pack, unpack] of [[zlib.gzipSync, zlib.gunzipSync], [zlib.brotliCompressSync, zlib.brotliDecompressSync]]) {
    const options = pack === zlib.gzipSync ? {} : { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };
    console.log('zlib', unpack(pack(data, options)).equals(data));
  }
  const inflated = await Promise.all(
    Array.from({ length: 16 }, (_, i) => new Promise((resolve, reject) =>
      zlib.gzip(data.subarray(i * 1000, i * 1000 + 300000), (e, b) => (e ? reject(e) : zlib.gunzip(b, (f, c) => (f ? reject(f) : resolve(digest(c)))))))),
  );
  console.log('pool', digest(inflated));

  const key = crypto.scryptSync('word', 'salt', 32, { N: 4096 });
  const cipher = crypto.createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  const sealed = Buffer.concat([cipher.update(data), cipher.final()]);
  console.log('crypto', digest(sealed), cipher.getAuthTag().toString('hex'));
  const signer = crypto.createPrivateKey(crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }));
  console.log('signature', crypto.verify('sha256', data, crypto.createPublicKey(signer), crypto.sign('sha256', data, signer)));

  const workers = Array.from({ length: 4 }, (_, i) => new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: { seed: i + 1 } });
    const got = [];
    worker.on('message', (m) => got.push(typeof m === 'string' ? m : digest(Buffer.from(m))));
    worker.on('error', reject);
    worker.on('exit', (code) => resolve([code, got]));
  }));
  console.log('workers', JSON.stringify(await Promise.all(workers)));

  console.log('children', digest(Array.from({ length: 20 }, (_, i) => execFileSync('sh', ['-c', `echo ${i}`]).toString())));
  console.log('wasm', await wasm());
}

// A module that grows its memory by 100 pages and returns the new size.
async function wasm() {
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 103, 0, 0,
    10, 12, 1, 10, 0, 65, 228, 0, 64, 0, 26, 63, 0, 11]);
  return (await WebAssembly.instantiate(bytes)).instance.exports.g();
}

if (isMainThread) {
  main().catch((e) => {
    console.error(e);
    process.exit(1);
  });
} else {
  for (let i = 0; i < 20; i++) {
    const block = new ArrayBuffer(100000 + i);
    new Uint8Array(block).fill(workerData.seed + i);
    parentPort.postMessage(block, [block]);
  }
  parentPort.postMessage(work(workerData.seed, 10000));
}
