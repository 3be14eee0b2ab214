using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Where films and segments are: a folder, or a bucket that several servers share.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the objects. Unset: <c>DATA/objects</c>. Put it on the big disk.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// Where the objects are, as a URL: <c>file:PATH</c>, <c>s3://BUCKET/PREFIX</c>, <c>gs://BUCKET/PREFIX</c> or
    /// <c>azblob://ACCOUNT/CONTAINER/PREFIX</c>; <c>?endpoint=URL</c> and <c>&amp;region=NAME</c> may follow. Wins over <see cref="Bucket"/> and <see cref="Path"/>.
    /// </summary>
    [RegularExpression("(file|s3|gs|azblob):.+", ErrorMessage = "file:PATH, s3://BUCKET, gs://BUCKET or azblob://ACCOUNT/CONTAINER")]
    public string? Url { get; set; }

    /// <summary>A bucket: the short form of <c>s3://BUCKET</c>.</summary>
    [RegularExpression("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", ErrorMessage = "a bucket's name: lower-case letters, digits, '.' and '-', 3 to 63")]
    public string? Bucket { get; set; }

    /// <summary>Address of an S3 server that is not Amazon's (MinIO, Ceph, R2), or of an Azure one. Unset: the maker's own.</summary>
    [RegularExpression("https?://.+", ErrorMessage = "http://HOST or https://HOST")]
    public string? Endpoint { get; set; }

    /// <summary>Region of the bucket. Unset: <c>us-east-1</c>, which servers that are not Amazon's take.</summary>
    [RegularExpression("[a-z0-9-]{2,40}", ErrorMessage = "a region's name")]
    public string? Region { get; set; }

    /// <summary>The key's id; for <c>gs://</c> that of an HMAC key. Unset: Amazon's chain (web identity, shared files, instance role).</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret that belongs to <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>The session token of temporary keys.</summary>
    public string? SessionToken { get; set; }

    /// <summary>The key of the Azure storage account, in Base64.</summary>
    public string? AzureAccountKey { get; set; }

    /// <summary>One try of a request without a body. A body adds the time that it takes at 30 KB a second.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>All tries of a request together, after which the store counts as broken.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(45);
}
