using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Accounts;

/// <summary>
/// Data Protection's keys in the catalogue, so that any node opens any node's cookies and forms. The framework's interface is
/// synchronous; it asks at start and about once a day.
/// </summary>
internal sealed class KeyRing(ICatalogueDatabase database, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Read().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO data_protection_keys (name, xml, created_at) VALUES (@Name, @Xml, @Now) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml",
            new { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting), Now = time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction), CancellationToken.None))
            .GetAwaiter().GetResult();

    private IEnumerable<string> Read() =>
        Task.Run(() => database.ReadAsync(connection => connection.QueryAsync<string>("SELECT xml FROM data_protection_keys ORDER BY name"), CancellationToken.None))
            .GetAwaiter().GetResult();
}

/// <summary>AES-256-GCM with a key of the cluster secret: who reads the database alone cannot make cookies.</summary>
internal sealed class KeyRingEncryptor(ClusterSecret secret) : IXmlEncryptor
{
    public const string Element = "matineeKey";
    public const string Label = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(secret.DeriveKey(Label), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new(new XElement(Element, Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(KeyRingDecryptor));
    }
}

/// <summary>Made by Data Protection from the type's name that stands in the stored XML; hence the service provider.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedBytes = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var nonce = sealedBytes[..AesGcm.NonceByteSizes.MaxSize];
        var tag = sealedBytes.Slice(nonce.Length, AesGcm.TagByteSizes.MaxSize);
        var cipher = sealedBytes[(nonce.Length + tag.Length)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(services.GetRequiredService<ClusterSecret>().DeriveKey(KeyRingEncryptor.Label), tag.Length);
        aes.Decrypt(nonce, cipher, tag, plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
