using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Matinee.Client.Http;

/// <summary>Sends what the areas ask: credentials on every request, one refresh when they are old, problems as exceptions.</summary>
internal sealed class ApiTransport(HttpClient http, ICredentialStore credentials, TimeProvider time)
{
    /// <summary>Renewed this long before the end, so that a token does not expire on its way.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Task<Credentials?> _refresh = Task.FromResult<Credentials?>(null);

    public Uri BaseAddress => http.BaseAddress!; // MatineeClient's constructor insists on it

    public ICredentialStore Credentials => credentials;

    public TimeProvider Time => time;

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new(HttpMethod.Get, path), HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    /// <summary>All items of a list, fetched page by page.</summary>
    /// <param name="path">With its query; the cursor is added to it.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, JsonTypeInfo<Listing<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = path;
        while (true)
        {
            var page = await GetAsync(next, type, cancellationToken);
            foreach (var item in page.Items)
                yield return item;
            if (page.NextCursor is not { } cursor)
                yield break;
            next = $"{path}&cursor={Uri.EscapeDataString(cursor)}";
        }
    }

    public async Task<T> SendAsync<TBody, T>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new(method, path) { Content = JsonContent.Create(body, bodyType) }, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    public async Task SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new(method, path) { Content = JsonContent.Create(body, bodyType) }, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    public async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new(method, path), HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new(method, path), HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>Server-sent events until the stream ends. Reconnecting is the caller's: only it knows where it was.</summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync(string path, string? lastEventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.Add(new("text/event-stream"));
            if (lastEventId is not null)
                request.Headers.Add("Last-Event-ID", lastEventId);
            return request;
        }, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = new WatchfulStream(await response.Content.ReadAsStreamAsync(cancellationToken), time);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
            yield return item;
    }

    /// <summary>A response of success; anything else has become a <see cref="MatineeException"/>.</summary>
    /// <param name="make">Makes the request anew when it must be sent again after a refresh; its body must allow that.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        var current = await FreshAsync(cancellationToken);
        var response = await SendOnceAsync(make, current, completion, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && current?.RefreshToken is not null
            && await RefreshAsync(current, cancellationToken) is { } renewed)
        {
            response.Dispose();
            response = await SendOnceAsync(make, renewed, completion, cancellationToken);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ProblemReader.ReadAsync(response, time, cancellationToken);
    }

    /// <summary>Whatever is answered, problems too.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken) =>
        await SendOnceAsync(make, await FreshAsync(cancellationToken), HttpCompletionOption.ResponseContentRead, cancellationToken);

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> make, Credentials? current, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = make();
        // A presigned URL of another host carries its own right; ours is not for it.
        if (request.RequestUri is { IsAbsoluteUri: false } || request.RequestUri?.Authority == BaseAddress.Authority)
            Authenticate(request, current);
        return await http.SendAsync(request, completion, cancellationToken);
    }

    private static void Authenticate(HttpRequestMessage request, Credentials? current)
    {
        if (current?.ApiKey is { } key)
            request.Headers.Add("X-API-Key", key);
        else if (current?.AccessToken is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task<Credentials?> FreshAsync(CancellationToken cancellationToken)
    {
        var current = await credentials.ReadAsync(cancellationToken);
        return current?.RefreshToken is not null && current.ExpiresAt - RenewBefore <= time.GetUtcNow()
            ? await RefreshAsync(current, cancellationToken) ?? current
            : current;
    }

    /// <summary>One refresh serves all calls that wait for it. Null when the session has ended: then the caller's own 401 tells.</summary>
    private Task<Credentials?> RefreshAsync(Credentials old, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_refresh.IsCompleted)
                _refresh = RefreshOnceAsync(old);
            return _refresh.WaitAsync(cancellationToken);
        }
    }

    // Not cancelled with a caller: others wait for it too, and a token that was rotated must be kept.
    private async Task<Credentials?> RefreshOnceAsync(Credentials old)
    {
        // Another call, or another process with the same store, may have been faster.
        if (await OthersAsync(old) is { } stored)
            return stored;
        using var response = await http.PostAsJsonAsync("api/auth/refresh", new(old.RefreshToken!), TransportJson.Default.RefreshBody, CancellationToken.None); // callers checked
        if (!response.IsSuccessStatusCode)
            return await OthersAsync(old);
        var renewed = (await ReadAsync(response, TransportJson.Default.RenewedTokens, CancellationToken.None)).ToCredentials();
        await credentials.WriteAsync(renewed, CancellationToken.None);
        return renewed;
    }

    private async Task<Credentials?> OthersAsync(Credentials old) =>
        await credentials.ReadAsync(CancellationToken.None) is { } stored && stored != old ? stored : null;

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("The server answered null.");
}
