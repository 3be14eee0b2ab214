using Matinee.Client.Uploads;
using Matinee.Client.Videos;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>The library.</summary>
    public VideosClient Videos => new(Transport);

    /// <summary>Files on their way in.</summary>
    public UploadsClient Uploads => new(Transport);
}
