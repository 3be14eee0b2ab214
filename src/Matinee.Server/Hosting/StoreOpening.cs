using Matinee.Adapters.Azure;
using Matinee.Adapters.Gcs;
using Matinee.Adapters.Remote;
using Matinee.Adapters.S3;
using Matinee.App.Http;
using Matinee.App.Storage;
using Matinee.Server.Configuration;
using Matinee.Server.Probes;

namespace Matinee.Server.Hosting;

/// <summary>Opens the store that the settings name, and says what is wrong with it in an operator's words.</summary>
internal static class StoreOpening
{
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(15);

    /// <summary>Registers the store. A bucket that refuses stops the start; one that does not answer only makes it degraded.</summary>
    /// <exception cref="StartupException">The store cannot be used.</exception>
    public static async Task AddStoreAsync(this IServiceCollection services, IConfiguration configuration, OwnDataFolder data, CancellationToken cancellationToken)
    {
        services.AddSingleton<StoreHealth>();
        var options = OptionsOf(configuration);
        var address = AddressOf(options, data.Root);
        if (address.IsLocal)
        {
            services.AddSingleton<IObjectStore>(OpenFolder(address.Root));
            return;
        }

        var store = OpenRemote(address, options);
        try
        {
            await CheckAsync(store, cancellationToken);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            Console.Error.WriteLine($"matinee: {store.Name} does not answer; starting without it. {e.Message}");
        }

        services.AddSingleton(_ => store.Objects); // by factory, so that the container closes it
        services.AddSingleton(store.Transfers);
        services.AddSingleton(store.Administration);
        services.AddHostedService<StalePartsWorker>();
        // Pages send files to the bucket and may play from it.
        var origin = store.Transfers.Download(new ObjectKey("any"), TimeSpan.FromMinutes(1)).GetLeftPart(UriPartial.Authority);
        services.PostConfigure<HttpOptions>(http => http.ContentOrigins = [.. http.ContentOrigins, origin]);
    }

    /// <summary>Asks the store; for the start and for <c>matinee storage check</c>.</summary>
    /// <exception cref="StartupException">It refused; the message says what to do.</exception>
    public static async Task CheckAsync(RemoteStore store, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CheckPatience);
        try
        {
            await store.Administration.CheckAsync(patience.Token);
        }
        catch (StoreRefusedException e)
        {
            throw new StartupException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {CheckPatience.TotalSeconds} s.", e);
        }
    }

    public static StorageOptions OptionsOf(IConfiguration configuration) => configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();

    /// <exception cref="StartupException">The settings name no store.</exception>
    public static StoreAddress AddressOf(StorageOptions options, string dataFolder)
    {
        var (address, refusal) = StoreAddress.Read(options, dataFolder);
        return address ?? throw new StartupException("Storage: " + refusal);
    }

    /// <exception cref="StartupException">The keys are half there.</exception>
    public static RemoteStore OpenRemote(StoreAddress address, StorageOptions options)
    {
        var patience = new StorePatience { Attempt = options.AttemptTimeout, Deadline = options.Deadline };
        var meters = new StoreMeters();
        return address.Kind switch
        {
            "s3" => S3Stores.Open(
                new S3Location(address.Root, address.Prefix, address.Endpoint, address.Region ?? "us-east-1", KeysOf(options)), patience, meters, TimeProvider.System),
            "gs" => GcsStores.Open(
                address.Root, address.Prefix, address.Endpoint,
                KeysOf(options) ?? throw new StartupException("gs:// needs an HMAC key of a service account: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to it (gcloud storage hmac create)."),
                patience, meters, TimeProvider.System),
            _ => AzureStores.Open(
                new AzureLocation(address.Root, address.Container, address.Prefix, address.Endpoint, AzureKeyOf(options)), patience, meters, TimeProvider.System),
        };
    }

    private static byte[] AzureKeyOf(StorageOptions options)
    {
        if (options.AzureAccountKey is not { } text)
            throw new StartupException("azblob:// needs the key of the storage account: set AZURE_STORAGE_KEY.");
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length)
            ? key[..length]
            : throw new StartupException("AZURE_STORAGE_KEY is not Base64. Copy it from the storage account's access keys.");
    }

    private static S3Keys? KeysOf(StorageOptions options) => (options.AccessKeyId, options.SecretAccessKey) switch
    {
        (null, null) => null,
        ({ } id, { } secret) => new S3Keys(id, secret, options.SessionToken),
        (null, _) => throw new StartupException("AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not. Set both or none."),
        _ => throw new StartupException("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not. Set both or none."),
    };

    private static LocalObjectStore OpenFolder(string folder)
    {
        try
        {
            var store = new LocalObjectStore(folder);
            store.ClearStaging();
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The object folder {folder} cannot be written: {e.Message} Set MATINEE__STORAGE__PATH to another.", e);
        }
    }
}
