using Matinee.Client.Fleet;
using Matinee.Client.Jobs;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>Encodes: ordered, under way, and how they ended.</summary>
    public JobsClient Jobs => new(Transport);

    /// <summary>The machines that encode.</summary>
    public WorkersClient Workers => new(Transport);

    /// <summary>How the number of workers follows the work.</summary>
    public ScalingClient Scaling => new(Transport);

    /// <summary>The server that is asked: its health, its figures, its end.</summary>
    public ServerClient Server => new(Transport);
}
