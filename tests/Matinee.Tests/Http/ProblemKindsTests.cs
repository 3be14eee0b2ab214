using System.Reflection;
using Matinee.App.Http;
using Xunit;

namespace Matinee.Tests.Http;

public sealed class ProblemKindsTests
{
    private static readonly ProblemKind[] All =
        [.. typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (ProblemKind)field.GetValue(null)!)];

    [Fact]
    public void Codes_are_unique() => Assert.Equal(All.Length, All.Select(kind => kind.Code).Distinct().Count());

    [Fact]
    public void The_catalogue_is_sorted_by_status() => Assert.Equal(All.OrderBy(kind => kind.Status), All);
}
