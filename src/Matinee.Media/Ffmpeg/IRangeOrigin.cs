namespace Matinee.Media.Ffmpeg;

/// <summary>
/// Where a <see cref="RangeProxy"/> gets its bytes: a store's signed URL, a coordinator. Called from several threads at once.
/// Each call is one request; it follows no redirects to elsewhere and does not try again, the proxy does both better.
/// </summary>
public interface IRangeOrigin
{
    /// <param name="from">First byte wanted.</param>
    /// <param name="to">Last byte wanted; null for all that follows. A source that ends before gives what it has.</param>
    /// <returns>The content is disposed by the caller, and may be left half read.</returns>
    /// <exception cref="SourceGoneException">Asking again is of no use: it is gone, has changed, or may not be read.</exception>
    /// <exception cref="IOException">It did not work this time. So are <see cref="HttpRequestException"/>, a timeout and every other exception understood.</exception>
    Task<RangeAnswer> OpenAsync(long from, long? to, CancellationToken cancellationToken);
}
