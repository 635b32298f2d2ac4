// Unpacks the Chromium that the npm package carries:  node unpack.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import tar from 'tar-fs';

const folder = process.argv[2];
const packed = (name) => fs.createReadStream(`node_modules/@sparticuz/chromium/bin/${name}.br`)
  .pipe(zlib.createBrotliDecompress());

fs.mkdirSync(folder, { recursive: true });
await pipeline(packed('chromium'), fs.createWriteStream(path.join(folder, 'chromium'), { mode: 0o755 }));
await pipeline(packed('al2023.tar'), tar.extract(path.join(folder, 'al2023')));
await pipeline(packed('swiftshader.tar'), tar.extract(folder));
