namespace Matinee.Adapters.Azure;

/// <summary>A container of a storage account, and how to come to it.</summary>
/// <param name="Prefix">Of every blob, without slashes at its ends; empty for none.</param>
/// <param name="Endpoint">Null: Microsoft's public cloud. Else the address before the container: of an emulator with the account as its path.</param>
/// <param name="Key">The account's, decoded.</param>
public sealed record AzureLocation(string Account, string Container, string Prefix, Uri? Endpoint, byte[] Key)
{
    public Uri Service => Endpoint ?? new Uri($"https://{Account}.blob.core.windows.net");

    /// <summary>For messages.</summary>
    public override string ToString() => $"azblob://{Account}/{Container}{(Prefix.Length > 0 ? "/" + Prefix : "")}{(Endpoint is null ? "" : $" at {Endpoint.Authority}")}";
}
