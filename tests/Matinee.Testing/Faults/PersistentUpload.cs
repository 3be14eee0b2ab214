using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Matinee.Testing.Faults;

/// <summary>
/// A tus client that knows nothing but the protocol and never gives up: after every broken answer it asks where the server
/// stands and goes on from there. It remembers what was acknowledged, so that a server that forgot is caught.
/// </summary>
public sealed class PersistentUpload(MatineeProcess server, string path, string title, int pieceBytes, TimeSpan pause)
{
    /// <summary>Times that the server knew less than it had acknowledged. Must stay 0.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Times that the transfer went on after a break.</summary>
    public int Resumed { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        var location = await TryForEverAsync(() => CreateAsync(bytes.Length, cancellationToken), cancellationToken);
        long acknowledged = 0;
        var broken = false;
        while (acknowledged < bytes.Length)
        {
            var from = broken ? await TryForEverAsync(() => OffsetAsync(location, cancellationToken), cancellationToken) : acknowledged;
            if (broken)
                Resumed++;
            if (from < acknowledged)
                Forgotten++;
            broken = false;
            try
            {
                acknowledged = await SendAsync(location, bytes, from, cancellationToken);
            }
            catch (Exception e) when (IsBreak(e) && !cancellationToken.IsCancellationRequested)
            {
                acknowledged = Math.Max(from, acknowledged);
                broken = true;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    private static bool IsBreak(Exception e) => e is HttpRequestException or IOException or TaskCanceledException or InvalidOperationException;

    private async Task<string> CreateAsync(int length, CancellationToken cancellationToken)
    {
        using var client = await server.CreateAdminClientAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Base64(Path.GetFileName(path))},title {Base64(title)}");
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var location = response.Headers.Location ?? throw new InvalidOperationException("A creation was answered without Location.");
        return location.IsAbsoluteUri ? location.AbsolutePath : location.OriginalString;
    }

    private async Task<long> OffsetAsync(string location, CancellationToken cancellationToken)
    {
        using var client = await server.CreateAdminClientAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Head, location);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var response = await client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return Offset(response);
    }

    private async Task<long> SendAsync(string location, byte[] bytes, long from, CancellationToken cancellationToken)
    {
        if (from == bytes.Length)
            return from;
        using var client = await server.CreateAdminClientAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Patch, location)
        {
            Content = new ByteArrayContent(bytes, (int)from, (int)Math.Min(pieceBytes, bytes.Length - from)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", from.ToString(CultureInfo.InvariantCulture));
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
            throw new InvalidOperationException("The server stands elsewhere.");
        response.EnsureSuccessStatusCode();
        return Offset(response);
    }

    private static async Task<T> TryForEverAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (IsBreak(e) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }

    private static long Offset(HttpResponseMessage response) =>
        long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
