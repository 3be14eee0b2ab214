namespace Matinee.App.Transcoding;

/// <summary>Which workers may encode which plan: family and version must match, for they are written into every init segment.</summary>
internal static class EncoderKeys
{
    public static string Of(string version) => $"libx264/{version}";

    public static string Of(string encoder, string version) => $"{encoder}/{version}";

    /// <summary>A plan's key without its preset, which any worker of the version can do.</summary>
    public static string Required(string planKey) => planKey.LastIndexOf('/') is > 0 and var end ? planKey[..end] : planKey;
}
