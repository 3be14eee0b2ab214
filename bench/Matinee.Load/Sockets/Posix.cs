using System.Runtime.InteropServices;

namespace Matinee.Load.Sockets;

/// <summary>The calls of the kernel that the loop is made of: a socket costs nothing but its descriptor, and a read nothing but the call.</summary>
internal static unsafe partial class Posix
{
    public const int Again = 11; // EAGAIN
    public const int InProgress = 115; // EINPROGRESS
    public const int Interrupted = 4; // EINTR
    public const int Tcp = 6;
    public const int SocketLevel = 1;
    public const int SocketError = 4;
    public const int ReceiveBuffer = 8;
    public const int NoDelay = 1;
    public const int BindAddressNoPort = 24;

    private const int Internet = 2;
    private const int StreamNonBlockingCloseOnExec = 1 | 0x800 | 0x80000;

    public const uint Readable = 0x1;
    public const uint Writable = 0x4;
    public const uint Failed = 0x8;
    public const uint HungUp = 0x10;

    public const int Add = 1;
    public const int Modify = 3;

    private const int CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000;

    public static int OpenTcp() => Check(Socket(Internet, StreamNonBlockingCloseOnExec, 0), "socket");

    public static int OpenEpoll() => Check(EpollCreate(CloseOnExec), "epoll_create1");

    public static void Set(int socket, int level, int option, int value) => Check(SetOption(socket, level, option, &value, sizeof(int)), "setsockopt");

    /// <summary>The error that a connect ended with; 0 when it did not fail.</summary>
    public static int ErrorOf(int socket)
    {
        int value = 0, size = sizeof(int);
        Check(GetOption(socket, SocketLevel, SocketError, &value, &size), "getsockopt");
        return value;
    }

    /// <summary>Binds without choosing a port yet, so that ports are taken a pair of addresses and not a machine.</summary>
    public static void BindTo(int socket, uint address)
    {
        Set(socket, 0, BindAddressNoPort, 1);
        var name = new SocketName(Internet, 0, address);
        Check(Bind(socket, &name, sizeof(SocketName)), "bind");
    }

    /// <summary>0, or the error: <see cref="InProgress"/> as a rule.</summary>
    public static int ConnectTo(int socket, uint address, int port)
    {
        var name = new SocketName(Internet, (ushort)((port & 0xff) << 8 | port >> 8), address);
        return Connect(socket, &name, sizeof(SocketName)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    public static nint Read(int socket, byte* buffer, int size) => Receive(socket, buffer, (nuint)size, 0);

    public static nint Write(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Send(socket, start, (nuint)bytes.Length, NoSignal);
    }

    public static void Watch(int epoll, int operation, int socket, uint events, int token)
    {
        var wanted = new EpollEvent(events, (ulong)token);
        Check(EpollControl(epoll, operation, socket, &wanted), "epoll_ctl");
    }

    public static int Wait(int epoll, EpollEvent* events, int most, int milliseconds)
    {
        var count = EpollWait(epoll, events, most, milliseconds);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count, "epoll_wait");
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call}: error {Marshal.GetLastPInvokeError()}. 24 means that there are more sockets than ulimit -n permits.");

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, int* value, int size);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, int* value, int* size);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, SocketName* name, int size);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, SocketName* name, int size);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* buffer, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* buffer, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int socket, EpollEvent* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, EpollEvent* events, int most, int milliseconds);

    // sockaddr_in; port and address in network order.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct SocketName(ushort family, ushort port, uint address)
    {
        public readonly ushort Family = family;
        public readonly ushort Port = port;
        public readonly uint Address = address;
        public readonly ulong Padding = 0;
    }
}
