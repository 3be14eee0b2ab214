using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>
/// The part of HTTP that every call shares: the token, the authority, deadlines, and patience with a server that is busy.
/// Calls are retried only where doing it twice is the same as once, which holds for all that this folder sends.
/// </summary>
public sealed class ClusterApi : IDisposable
{
    private const int Tries = 4;
    private const int MostAnswerBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TokenLives = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private string? _token;
    private long _tokenReadAt;

    /// <exception cref="ExecutorException">The authority cannot be read.</exception>
    public ClusterApi(ClusterAccess access, TimeProvider time)
    {
        Access = access;
        _time = time;
        _http = new HttpClient(Handler(access)) { BaseAddress = access.Api, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostAnswerBytes };
    }

    public ClusterAccess Access { get; }

    internal Task<ClusterAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, null, cancellationToken);

    internal Task<ClusterAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, "application/json", cancellationToken);

    internal Task<ClusterAnswer> PutAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, body, "application/json", cancellationToken);

    /// <summary>RFC 7396.</summary>
    internal Task<ClusterAnswer> MergeAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", cancellationToken);

    internal Task<ClusterAnswer> DeleteAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, path, null, null, cancellationToken);

    /// <summary>The events of a watch, until the server ends it.</summary>
    internal async IAsyncEnumerable<JsonObject> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, path, null, null, cancellationToken);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw ClusterRefusal.Of(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), Access);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonNode.Parse(line) is JsonObject happened)
                yield return happened;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ClusterAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, string? type, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var last = attempt == Tries;
            TimeSpan? asked = null;
            try
            {
                using var request = await RequestAsync(method, path, body, type, cancellationToken);
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(Deadline);
                using var response = await _http.SendAsync(request, deadline.Token);
                var text = await response.Content.ReadAsStringAsync(deadline.Token);
                if (last || !IsBusy(response.StatusCode))
                    return new ClusterAnswer(response.StatusCode, text, Access);
                asked = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception e) when (IsTransport(e) && !cancellationToken.IsCancellationRequested)
            {
                if (last)
                    throw new ExecutorException($"Kubernetes cannot be reached at {Access.Api}: {Root(e).Message}", e);
            }

            await Task.Delay(PauseAfter(attempt, asked), _time, cancellationToken);
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, JsonObject? body, string? type, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (await TokenAsync(cancellationToken) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? "application/json");
        }

        return request;
    }

    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        if (Access.TokenFile is not { } file)
            return null;
        if (_token is { } held && _time.GetElapsedTime(_tokenReadAt) < TokenLives)
            return held;
        try
        {
            _token = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            _tokenReadAt = _time.GetTimestamp();
            return _token;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExecutorException($"The token of Kubernetes cannot be read: {e.Message} Set Kubernetes:TokenFile.", e);
        }
    }

    private static bool IsBusy(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static bool IsTransport(Exception e) => e is HttpRequestException or SocketException or IOException or OperationCanceledException;

    private static Exception Root(Exception e) => e is OperationCanceledException ? new TimeoutException($"no answer within {Deadline.TotalSeconds:0} s") : e.GetBaseException();

    /// <summary>Doubled each time, with jitter of a half; never shorter than the server asked for, within reason.</summary>
    private static TimeSpan PauseAfter(int attempt, TimeSpan? asked)
    {
        var pause = FirstPause * Math.Pow(2, attempt - 1) * (1 + RandomNumberGenerator.GetInt32(0, 500) / 1000d);
        if (asked > pause)
            pause = asked.Value;
        return pause < LongestPause ? pause : LongestPause;
    }

    private static SocketsHttpHandler Handler(ClusterAccess access)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (access.AuthorityFile is not { } file)
            return handler;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ExecutorException($"The certificate authority of Kubernetes cannot be read from {file}: {e.Message}", e);
        }

        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // a cluster's own authority publishes no revocations
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        return handler;
    }
}
