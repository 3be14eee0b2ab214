using Matinee.Client.Jobs;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>Encodes: what is under way, and how it ended.</summary>
    public JobsClient Jobs => new(Transport);
}
