using System.Net;
using System.Net.Sockets;
using System.Xml;
using System.Xml.Linq;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.Azure;

/// <summary>Blob Storage's REST interface for one container.</summary>
internal sealed class AzureConnection : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _base;

    public AzureConnection(AzureLocation location, StorePatience patience, StoreMeters meters, TimeProvider time)
    {
        Location = location;
        Key = new SharedKey(location);
        _base = location.Service.AbsoluteUri.TrimEnd('/');
        Calls = new StoreCalls(location.ToString(), Judge, patience, meters, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10), // names move
            MaxConnectionsPerServer = 256,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public AzureLocation Location { get; }

    public SharedKey Key { get; }

    public StoreCalls Calls { get; }

    public string NameOf(ObjectKey key) => Location.Prefix.Length == 0 ? key.Value : $"{Location.Prefix}/{key.Value}";

    /// <param name="blob">Empty for the container itself; keys need no escaping.</param>
    public Uri UrlOf(string blob, string query = "") => new($"{_base}/{Location.Container}{(blob.Length > 0 ? "/" + blob : "")}{(query.Length > 0 ? "?" + query : "")}");

    public Uri ServiceUrl(string query) => new($"{_base}/?{query}");

    /// <summary>Signs and sends; the body of the answer is still to be read.</summary>
    /// <exception cref="AzureRefusalException">Any answer but success.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            Key.Sign(request, Calls.Time.GetUtcNow());
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw new AzureRefusalException(answer.StatusCode, answer.Headers.TryGetValues("x-ms-error-code", out var code) ? code.First() : answer.ReasonPhrase ?? "");
        }
    }

    /// <summary>The same where the answer's headers are all that matters.</summary>
    public async Task<bool> TellAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(request, cancellationToken);
        return true;
    }

    public async Task<XDocument> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(request, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return await XDocument.LoadAsync(body, LoadOptions.None, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static StoreFault Judge(Exception e) => e switch
    {
        AzureRefusalException { Code: "ContainerNotFound" or "ContainerBeingDeleted" } => StoreFault.Lasting,
        AzureRefusalException { Status: HttpStatusCode.NotFound } => StoreFault.Missing,
        AzureRefusalException { Status: HttpStatusCode.InsufficientStorage } => StoreFault.Full,
        AzureRefusalException { Status: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => StoreFault.Passing,
        AzureRefusalException { Code: "Md5Mismatch" } => StoreFault.Passing,
        AzureRefusalException => StoreFault.Lasting,
        HttpRequestException or IOException or SocketException or TimeoutException or XmlException => StoreFault.Passing,
        _ => StoreFault.Foreign,
    };
}
