select 1
from {{ ref("x") }} {% if y %} {# z #}
