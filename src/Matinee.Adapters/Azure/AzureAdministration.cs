using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.Azure;

internal sealed class AzureAdministration(AzureConnection connection) : IStoreAdministration
{
    private const int PreflightSeconds = 3600;

    private readonly AzureLocation _location = connection.Location;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Calls.RunAsync("check", 0, stop => connection.TellAsync(
                new HttpRequestMessage(HttpMethod.Get, connection.UrlOf("", "restype=container&comp=list&maxresults=1")), stop), cancellationToken);
        }
        catch (StoreBrokenException e) when (e.InnerException is AzureRefusalException refusal && Advice(refusal) is { } advice)
        {
            throw new StoreRefusedException($"{_location}: {advice}", e);
        }
    }

    public Task CreateAsync(CancellationToken cancellationToken) => connection.Calls.RunAsync("create", 0, async stop =>
    {
        try
        {
            return await connection.TellAsync(new HttpRequestMessage(HttpMethod.Put, connection.UrlOf("", "restype=container")), stop);
        }
        catch (AzureRefusalException e) when (e.Code == "ContainerAlreadyExists")
        {
            return true;
        }
    }, cancellationToken);

    /// <summary>Rules belong to the whole account and have no names: those of the same origins are ours and are replaced.</summary>
    public async Task AllowOriginsAsync(IReadOnlyList<string> origins, CancellationToken cancellationToken)
    {
        var allowed = string.Join(',', origins);
        var properties = await connection.Calls.RunAsync("get_cors", 0, stop =>
            connection.ReadAsync(new HttpRequestMessage(HttpMethod.Get, connection.ServiceUrl("restype=service&comp=properties")), stop), cancellationToken);
        var kept = (properties.Root?.Element("Cors")?.Elements("CorsRule") ?? []).Where(rule => rule.Element("AllowedOrigins")?.Value != allowed);
        // What is left out of the document stays as it is.
        var wanted = new XElement("StorageServiceProperties", new XElement("Cors", kept, new XElement(
            "CorsRule",
            new XElement("AllowedOrigins", allowed),
            new XElement("AllowedMethods", "GET,HEAD,PUT,OPTIONS"),
            new XElement("AllowedHeaders", "*"),
            new XElement("ExposedHeaders", "ETag,Content-Range,Content-Length,Accept-Ranges"),
            new XElement("MaxAgeInSeconds", PreflightSeconds.ToString(CultureInfo.InvariantCulture)))));
        await connection.Calls.RunAsync("put_cors", 0, stop => connection.TellAsync(new HttpRequestMessage(HttpMethod.Put, connection.ServiceUrl("restype=service&comp=properties"))
        {
            Content = new StringContent(wanted.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "application/xml"),
        }, stop), cancellationToken);
    }

    /// <summary>The store does it by itself, after a week.</summary>
    public Task<int> RemoveStalePartsAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    private string? Advice(AzureRefusalException e) => e switch
    {
        { Code: "ContainerNotFound" } => $"there is no container {_location.Container}. Create it (az storage container create --account-name {_location.Account} --name {_location.Container}), or name another in STORAGE_URL.",
        { Code: "AuthenticationFailed" or "AuthorizationFailure" } => $"the key of the account {_location.Account} is not the right one, or the clock of this machine is wrong. Check AZURE_STORAGE_KEY.",
        { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => $"access is denied ({e.Code}). Check AZURE_STORAGE_KEY and the network rules of the account.",
        { Status: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } => $"it refused with {e.Message}.",
        _ => null,
    };
}
