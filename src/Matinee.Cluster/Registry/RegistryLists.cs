namespace Matinee.Cluster.Registry;

/// <summary>Whole lists, page by page.</summary>
public static class RegistryLists
{
    private const int Attempts = 5;

    /// <summary>Everything below a prefix, as it was at one revision.</summary>
    /// <exception cref="RegistryUnavailableException">No answer; or compacted again and again while it was read.</exception>
    public static async Task<RegistryPage> ListAllAsync(this IRegistry registry, string prefix, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadAsync(registry, prefix, cancellationToken);
            }
            catch (RevisionGoneException) when (attempt < Attempts)
            {
                // It was compacted between two pages.
            }
            catch (RevisionGoneException e)
            {
                throw new RegistryUnavailableException($"The list of {prefix} was compacted {Attempts} times while it was read.", e);
            }
        }
    }

    private static async Task<RegistryPage> ReadAsync(IRegistry registry, string prefix, CancellationToken cancellationToken)
    {
        var query = new RegistryQuery(prefix) { Limit = RegistryQuery.LargestPage };
        var page = await registry.ListAsync(query, cancellationToken);
        var all = page.Entries;
        while (page.Next is { } after)
        {
            page = await registry.ListAsync(query with { After = after, Revision = page.Revision }, cancellationToken);
            all = all.AddRange(page.Entries);
        }

        return new RegistryPage(page.Revision, all, null);
    }
}
