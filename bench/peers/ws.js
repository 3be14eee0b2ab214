// The broadcast of the documentation of ws, a set of clients a room; compression is off by default.
const { WebSocketServer, WebSocket } = require('ws');

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096, clientTracking: false });
server.on('connection', (socket, request) => {
  const [, verb, name] = request.url.split('/');
  if (!rooms.has(name)) rooms.set(name, new Set());
  const room = rooms.get(name);
  socket.on('error', () => {});
  if (verb === 'publish') {
    socket.on('message', (data) => {
      for (const member of room) {
        if (member.readyState === WebSocket.OPEN) member.send(data, { binary: false });
      }
    });
  } else {
    room.add(socket);
    socket.on('close', () => room.delete(socket));
  }
  socket.send('in');
});
