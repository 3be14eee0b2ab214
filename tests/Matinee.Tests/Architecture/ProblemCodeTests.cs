using System.Reflection;
using Matinee.App.Http;
using Xunit;

namespace Matinee.Tests.Architecture;

public sealed class ProblemCodeTests
{
    [Fact]
    public void A_code_means_one_thing()
    {
        var codes = typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<ProblemKind>().Select(k => k.Code).ToList();

        Assert.NotEmpty(codes);
        Assert.Equal(codes.Distinct(StringComparer.Ordinal), codes);
    }
}
