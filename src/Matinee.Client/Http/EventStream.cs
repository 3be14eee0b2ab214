using System.Net;

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
        catch (Exception e) when (e is HttpRequestException or IOException or MatineeException { Status: >= HttpStatusCode.InternalServerError })
        {
            return false;
        }
    }
}
