// Socket.IO with what its performance guide says: WebSocket alone, no compression, the handshake request let go.
const { createServer } = require('node:http');
const { Server } = require('socket.io');

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, httpCompression: false, serveClient: false });
io.engine.on('connection', (raw) => { raw.request = null; });
io.on('connection', (socket) => {
  socket.on('join', (room, done) => { socket.join(room); done(); });
  socket.on('publish', (room, text) => { io.to(room).emit('m', text); });
});
http.listen(Number(process.argv[2]), '127.0.0.1', 4096);
