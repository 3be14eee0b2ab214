using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Server.Hosting;

/// <summary>Does with the store what the product will do, on an object of its own.</summary>
internal static class StoreTrial
{
    private const int ObjectBytes = 64 * 1024;

    private static readonly TimeSpan UrlLifetime = TimeSpan.FromMinutes(5);

    public static async IAsyncEnumerable<TrialFinding> RunAsync(RemoteStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var bytes = RandomNumberGenerator.GetBytes(ObjectBytes);
        var folder = $"trial/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var (stored, sent) = (new ObjectKey(folder + "/stored"), new ObjectKey(folder + "/sent"));
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
        using (http)
        {
            yield return await TryAsync("put", $"{ObjectBytes / 1024} KB stored", () => store.Objects.PutAsync(stored, new MemoryStream(bytes), cancellationToken));
            yield return await TryAsync("get", "the same bytes came back", async () => Same(bytes, await ReadAsync(store, stored, cancellationToken)));
            yield return await TryAsync("list", "it is in the list", async () => Must(await IsListedAsync(store, folder, stored, cancellationToken), "it is not in the list"));
            yield return await TryAsync("signed get", "a stranger with the URL reads it", async () =>
                Same(bytes, await http.GetByteArrayAsync(store.Transfers.Download(stored, UrlLifetime), cancellationToken)));
            yield return await TryAsync("signed put", "a stranger with the URL stores it", async () =>
            {
                await PutAsync(http, store.Transfers.Upload(sent, "application/octet-stream", ObjectBytes, UrlLifetime), bytes, cancellationToken);
                Same(bytes, await ReadAsync(store, sent, cancellationToken));
            });
            yield return await TryAsync("delete", "nothing is left", async () =>
            {
                await store.Objects.DeleteAsync(stored, cancellationToken);
                await store.Objects.DeleteAsync(sent, cancellationToken);
                Must(await store.Objects.HeadAsync(stored, cancellationToken) is null, "it is still there");
            });
        }
    }

    private static async Task<TrialFinding> TryAsync(string subject, string text, Func<Task> trial)
    {
        try
        {
            await trial();
            return new TrialFinding(subject, text, null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or OperationCanceledException)
        {
            return new TrialFinding(subject, text, e.Message);
        }
    }

    private static async Task<byte[]> ReadAsync(RemoteStore store, ObjectKey key, CancellationToken cancellationToken)
    {
        await using var content = await store.Objects.OpenReadAsync(key, cancellationToken) ?? throw new IOException("it is not there");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    private static async Task<bool> IsListedAsync(RemoteStore store, string folder, ObjectKey key, CancellationToken cancellationToken)
    {
        await foreach (var found in store.Objects.ListAsync(folder, cancellationToken))
        {
            if (found.Key == key)
                return true;
        }

        return false;
    }

    private static async Task PutAsync(HttpClient http, DirectUpload upload, byte[] bytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, upload.Url) { Content = new ByteArrayContent(bytes) };
        foreach (var (name, value) in upload.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static void Same(byte[] expected, byte[] found) => Must(expected.AsSpan().SequenceEqual(found), "other bytes came back");

    private static void Must(bool holds, string failure)
    {
        if (!holds)
            throw new IOException(failure);
    }
}

/// <param name="Failure">Null when it worked.</param>
internal sealed record TrialFinding(string Subject, string Text, string? Failure);
