namespace Matinee.App.Streams.Rows;

/// <summary>A row of <c>stream_inits</c>.</summary>
internal sealed class InitRow
{
    public const string Columns = "variant AS Variant, number AS Number, object_key AS ObjectKey, bytes AS Bytes, sha256 AS Sha256";

    public string Variant { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Number { get; set; }

    public string ObjectKey { get; set; } = "";

    public long Bytes { get; set; }

    public string Sha256 { get; set; } = "";
}
