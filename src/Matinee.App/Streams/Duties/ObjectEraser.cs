using Matinee.App.Storage;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Duties;

/// <summary>Deletes objects that nothing refers to. One that the store does not let go holds nobody up: it is asked again the next time.</summary>
internal sealed class ObjectEraser(IObjectStore objects, ILogger<ObjectEraser> logger)
{
    /// <returns>False when it may be there still.</returns>
    public async Task<bool> TryDeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await objects.DeleteAsync(key, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or TimeoutException)
        {
            StreamLog.NotDeleted(logger, key.Value, e);
            return false;
        }
    }
}
