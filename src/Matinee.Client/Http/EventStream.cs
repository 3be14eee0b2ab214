using System.Net;
using System.Net.Sockets;

namespace Matinee.Client.Http;

internal static class EventStream
{
    /// <summary>False when the stream has ended or its connection is gone: a server that starts again is not an error of the watcher.</summary>
    public static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (IsPassing(e))
        {
            return false;
        }
    }

    /// <summary>A fault that is over when one comes again: a broken connection, a server that starts or is busy.</summary>
    public static bool IsPassing(Exception e) => e is HttpRequestException or SocketException or IOException
        or MatineeException { Status: >= HttpStatusCode.InternalServerError and not HttpStatusCode.InsufficientStorage or HttpStatusCode.TooManyRequests };
}
