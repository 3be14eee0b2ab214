using System.Net;
using System.Net.Sockets;

namespace Matinee.Testing.Machine;

/// <summary>
/// Ports for servers that cannot take port 0 and tell. They lie below those that the kernel gives to connections and to port 0,
/// so nobody gets one by chance between its choice and its use, or while its server is dead; and none is given out twice.
/// </summary>
public static class FreePorts
{
    private const int First = 10_000;
    private const int Last = 24_999; // from 25,000 on members of a consensus take theirs; ip_local_port_range begins at 32768

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <param name="besides">Another port that has to be free, so much higher.</param>
    public static int Take(int besides = 0)
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(First, Last + 1 - besides);
                if (Given.Contains(port) || Given.Contains(port + besides) || !IsFree(port) || !IsFree(port + besides))
                    continue;
                Given.Add(port);
                Given.Add(port + besides);
                return port;
            }
        }

        throw new InvalidOperationException("No port is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
