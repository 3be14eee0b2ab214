using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>
/// Calls of the gateway, at one member after the other. What may be repeated is, until the deadline; a write that may have
/// arrived is sent once.
/// </summary>
internal sealed class EtcdCalls
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private const int QuickTries = 3;

    private readonly HttpClient _http;
    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private int _turn;

    public EtcdCalls(HttpClient http, EtcdOptions options, TimeProvider time) => (_http, _options, _time) = (http, options.Checked(), time);

    /// <summary>The member that is asked now.</summary>
    public Uri Endpoint => _options.Endpoints[(int)((uint)Volatile.Read(ref _turn) % (uint)_options.Endpoints.Length)];

    /// <summary>A call that may be made twice.</summary>
    /// <exception cref="EtcdFault">etcd refused.</exception>
    /// <exception cref="RegistryUnavailableException">Nobody answered in time.</exception>
    public Task<TReply> ReadAsync<TRequest, TReply>(
        string path, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TReply> answered, CancellationToken cancellationToken) where TReply : class =>
        CallAsync(path, request, asked, answered, mayRepeat: true, cancellationToken);

    /// <summary>A call that is sent to the next member only if it surely did not reach the one before.</summary>
    /// <exception cref="EtcdFault">etcd refused.</exception>
    /// <exception cref="RegistryUnavailableException">It reached nobody.</exception>
    /// <exception cref="OutcomeUnknownException">It was sent, and not answered.</exception>
    public Task<TReply> WriteAsync<TRequest, TReply>(
        string path, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TReply> answered, CancellationToken cancellationToken) where TReply : class =>
        CallAsync(path, request, asked, answered, mayRepeat: false, cancellationToken);

    /// <summary>Begins an answer that has no end; the caller reads and disposes it.</summary>
    /// <exception cref="HttpRequestException">Not reached.</exception>
    /// <exception cref="EtcdFault">etcd refused.</exception>
    public async Task<HttpResponseMessage> OpenAsync<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> asked, CancellationToken cancellationToken)
    {
        using var message = MessageOf(path, request, asked);
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await FaultOfAsync(response, cancellationToken);
    }

    /// <summary>The member asked now did not do: the next one is asked from now on.</summary>
    public void PassOver(Uri failed)
    {
        var turn = Volatile.Read(ref _turn);
        if (_options.Endpoints[(int)((uint)turn % (uint)_options.Endpoints.Length)] == failed)
            Interlocked.CompareExchange(ref _turn, turn + 1, turn);
    }

    private async Task<TReply> CallAsync<TRequest, TReply>(
        string path, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TReply> answered, bool mayRepeat, CancellationToken cancellationToken) where TReply : class
    {
        var started = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var endpoint = Endpoint;
            Exception failure;
            try
            {
                return await TryAsync(path, request, asked, answered, cancellationToken);
            }
            catch (Exception e) when (IsFailure(e, cancellationToken))
            {
                failure = e;
            }

            PassOver(endpoint);
            var wasNotTaken = failure is EtcdFault { WasNotTaken: true } or HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
            };
            if (!mayRepeat && !wasNotTaken)
                throw new OutcomeUnknownException($"etcd at {endpoint.Authority} was sent {path} and did not answer: {failure.Message}", failure);
            var pause = PauseAfter(failure, attempt);
            if (_time.GetElapsedTime(started) + pause >= _options.Deadline)
                throw new RegistryUnavailableException($"No etcd of {string.Join(", ", _options.Endpoints.Select(e => e.Authority))} answered within {_options.Deadline.TotalSeconds:0.#} s: {failure.Message}", failure);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Between an election and its news there are milliseconds; everything else is given more.</summary>
    private TimeSpan PauseAfter(Exception failure, int attempt)
    {
        if (attempt < _options.Endpoints.Length)
            return TimeSpan.Zero;
        return TimeSpan.FromMilliseconds(failure is EtcdFault { HasNewLeader: true } && attempt <= QuickTries ? RandomNumberGenerator.GetInt32(2, 10) : RandomNumberGenerator.GetInt32(30, 120));
    }

    private static bool IsFailure(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or SocketException or IOException or JsonException or EtcdFault { IsRefusal: false }
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async Task<TReply> TryAsync<TRequest, TReply>(
        string path, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TReply> answered, CancellationToken cancellationToken) where TReply : class
    {
        using var patience = new CancellationTokenSource(_options.TryTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var response = await OpenAsync(path, request, asked, either.Token);
        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(either.Token), LargestAnswer);
        return await JsonSerializer.DeserializeAsync(body, answered, either.Token) ?? throw new JsonException($"etcd answered {path} with null.");
    }

    private HttpRequestMessage MessageOf<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> asked)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(Endpoint, path))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, asked)),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // A stream of a member that loses its leader ends, instead of falling silent.
        message.Headers.Add("Grpc-Metadata-hasleader", "true");
        return message;
    }

    private static async Task<EtcdFault> FaultOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), 64 * 1024);
            if (await JsonSerializer.DeserializeAsync(body, EtcdJson.Default.ErrorReply, cancellationToken) is { Code: > 0 } reply)
                return new EtcdFault(reply.Code, reply.Message ?? reply.Error ?? "etcd gave no reason.");
        }
        catch (JsonException)
        {
            // Not one of etcd's own answers.
        }

        return new EtcdFault(EtcdFault.Unavailable, $"etcd answered {(int)response.StatusCode}.");
    }
}
