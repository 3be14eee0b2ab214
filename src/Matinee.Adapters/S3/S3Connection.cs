using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.S3;

/// <summary>The client of one bucket, with the retries taken from it: <see cref="StoreCalls"/> does them, within one budget.</summary>
internal sealed class S3Connection : IDisposable
{
    private static readonly string[] FullCodes = ["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"];
    private static readonly string[] PassingCodes = ["SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted", "BadDigest", "XAmzContentSHA256Mismatch"];

    public S3Connection(S3Location location, StorePatience patience, StoreMeters meters, TimeProvider time)
    {
        Location = location;
        var config = new AmazonS3Config
        {
            // Buckets of other makers have no host name of their own.
            ForcePathStyle = location.Endpoint is not null,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            HttpClientFactory = new PlainClients(),
            AuthenticationRegion = location.Region,
        };
        if (location.Endpoint is { } endpoint)
            config.ServiceURL = endpoint.ToString();
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(location.Region);
        Client = location.Keys switch
        {
            null => new AmazonS3Client(config),
            { Session: { } session } keys => new AmazonS3Client(new SessionAWSCredentials(keys.Id, keys.Secret, session), config),
            var keys => new AmazonS3Client(new BasicAWSCredentials(keys.Id, keys.Secret), config),
        };
        Calls = new StoreCalls(location.ToString(), Judge, patience, meters, time);
    }

    public S3Location Location { get; }

    public IAmazonS3 Client { get; }

    public StoreCalls Calls { get; }

    public string NameOf(ObjectKey key) => Location.Prefix.Length == 0 ? key.Value : $"{Location.Prefix}/{key.Value}";

    public void Dispose() => Client.Dispose();

    private static StoreFault Judge(Exception e) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => StoreFault.Lasting,
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => StoreFault.Missing,
        AmazonServiceException no when FullCodes.Contains(no.ErrorCode) || no.StatusCode == HttpStatusCode.InsufficientStorage => StoreFault.Full,
        AmazonServiceException no when PassingCodes.Contains(no.ErrorCode) || no.StatusCode >= HttpStatusCode.InternalServerError
            || no.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => StoreFault.Passing,
        // Without a status nothing was answered: the cause tells.
        AmazonServiceException { StatusCode: 0, InnerException: { } inner } => Judge(inner) == StoreFault.Foreign ? StoreFault.Passing : Judge(inner),
        AmazonServiceException => StoreFault.Lasting,
        AmazonUnmarshallingException or HttpRequestException or IOException or SocketException or TimeoutException or WebException => StoreFault.Passing,
        AmazonClientException => StoreFault.Lasting, // no credentials
        _ => StoreFault.Foreign,
    };

    private sealed class PlainClients : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
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

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
