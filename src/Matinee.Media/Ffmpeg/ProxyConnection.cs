using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Media.Ffmpeg;

/// <summary>One connection of ffmpeg: requests one after the other, each answered from the blocks.</summary>
internal sealed class ProxyConnection(Socket socket, string path, SourceBlocks blocks, RangeProxyLimits limits, TimeProvider time)
{
    private const int LongestHead = 8 * 1024;

    private readonly byte[] buffer = new byte[LongestHead];
    private int buffered;

    /// <summary>Serves until the caller hangs up, sends rubbish, or the source is not to be read.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await HeadAsync(cancellationToken) is { } head && await ServeAsync(head, cancellationToken) && head.KeepAlive)
            {
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // ffmpeg hangs up when it seeks, and is killed when nobody wants its work.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task<RequestHead?> HeadAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limits.HeadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        int end;
        while ((end = buffer.AsSpan(0, buffered).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = buffered == buffer.Length ? 0 : await socket.ReceiveAsync(buffer.AsMemory(buffered), either.Token);
            if (read == 0)
            {
                return null;
            }

            buffered += read;
        }

        RequestHead? head = RequestHead.Parse(buffer.AsSpan(0, end + 2));
        buffer.AsSpan(end + 4, buffered - end - 4).CopyTo(buffer);
        buffered -= end + 4;
        if (head is null)
        {
            await RefuseAsync("400 Bad Request", cancellationToken);
        }

        return head;
    }

    /// <returns>False: nothing more can be said on this connection.</returns>
    private async Task<bool> ServeAsync(RequestHead head, CancellationToken cancellationToken)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(head.Target), Encoding.Latin1.GetBytes(path)))
        {
            return await RefuseAsync("404 Not Found", cancellationToken);
        }

        if (head.Method is not ("GET" or "HEAD"))
        {
            return await RefuseAsync("405 Method Not Allowed", cancellationToken);
        }

        try
        {
            long length = await blocks.LengthAsync(cancellationToken);
            if (head.Wanted(length) is not { } wanted)
            {
                return await SendAsync(Line($"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{length}\r\nContent-Length: 0\r\n\r\n"), cancellationToken);
            }

            await SendAsync(Answer(wanted, length), cancellationToken);
            for (long at = wanted.From; head.Method == "GET" && at <= wanted.To;)
            {
                ReadOnlyMemory<byte> slice = await blocks.SliceAsync(at, cancellationToken);
                slice = slice[..(int)Math.Min(slice.Length, wanted.To + 1 - at)];
                if (slice.IsEmpty)
                {
                    throw new SourceReadException($"The source ended at byte {at} of {length}.");
                }

                await SendAsync(slice, cancellationToken);
                at += slice.Length;
            }

            return true;
        }
        catch (IOException e)
        {
            // Not to be read: ffmpeg would take the end of the connection for the end of the film.
            if (!HasHungUp())
            {
                blocks.Fault(e.Message);
            }

            return false;
        }
    }

    private static byte[] Answer((long From, long To, bool Whole) wanted, long length)
    {
        string line = wanted.Whole ? "200 OK" : Line($"206 Partial Content\r\nContent-Range: bytes {wanted.From}-{wanted.To}/{length}");
        return Encoding.ASCII.GetBytes(Line(
            $"HTTP/1.1 {line}\r\nContent-Length: {wanted.To + 1 - wanted.From}\r\nAccept-Ranges: bytes\r\nContent-Type: application/octet-stream\r\nCache-Control: no-store\r\n\r\n"));
    }

    private async Task<bool> RefuseAsync(string line, CancellationToken cancellationToken)
    {
        await SendAsync(Line($"HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);
        return false;
    }

    private Task<bool> SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    /// <summary>Waits as long as ffmpeg does not read: an encoder at its work may not for minutes.</summary>
    private async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }

        return true;
    }

    private bool HasHungUp()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
